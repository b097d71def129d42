#!/bin/bash
# Gives a host's network namespace the state it has when power comes on: lo, and eth0 with its address. What ran in it
# before may have left bridges, addresses and rules.
#   plug-in.sh ADDRESS/LENGTH GATEWAY
set -eu
ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | while read -r link; do
	case $link in lo | eth0) ;; *) ip link del "$link" 2>/dev/null || : ;; esac
done
nft flush ruleset 2>/dev/null || :
ip link set eth0 nomaster
ip addr flush dev eth0
ip addr add "$1" dev eth0
ip link set lo up
ip link set eth0 up
ip route add default via "$2" 2>/dev/null || : # not while the cable is out
