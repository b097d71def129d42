#!/bin/bash
# Process 1 of the rack: a process tree, a mount table and a network of their own, in which all hosts of one cluster
# stand. With it ends everything in it. The network holds the wire, a bridge that the hosts' cables go to.
#   rack.sh DIRECTORY ADDRESS/LENGTH
set -euo pipefail
directory=$1 address=$2
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=8g euca-rack "$directory"
ip link set lo up
ip link add wire type bridge
ip addr add "$address" dev wire
ip link set wire up
echo ready
# bash reaps what the hosts leave behind
while :; do sleep 3600 & wait; done
