#!/bin/bash
# Loses that share of all packets at one socket of the wire, both ways; 0 loses none. Nothing of it shows in the host.
#   lose-packets.sh PORT PERCENT
set -eu
nft delete table netdev "$1" 2>/dev/null || :
[ "$2" != 0 ] || exit 0
permille=$(($2 < 100 ? $2 * 10 : 999))
nft -f - <<RULES
table netdev $1 {
	chain in { type filter hook ingress device "$1" priority 0; numgen random mod 1000 < $permille drop; }
	chain out { type filter hook egress device "$1" priority 0; numgen random mod 1000 < $permille drop; }
}
RULES
