/**
 * Runs on the host: $1 state directory, $2 manifest, $3 uploaded archive or -, $4 name of the generation to keep or -,
 * $5 generation to forget or -; standard input is an archive. Everything that will be written is on disk and checked
 * before the first act; each file is replaced by a rename, and what it replaces stays in the store. Files bear the time of
 * their arrival (-m): by that systemd and others notice that one has changed. 28: no space.
 * 29: it arrived damaged. 30: somebody changed a file meanwhile. The last line of standard error is the path.
 */
export const BATCH = `
umask 077
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
d=$1 manifest=$2 pack=$3 keep=$4 forget=$5
in=$d/incoming store=$d/store
trap 'rm -rf "$in" "$d/pack"' EXIT
trap 'exit 1' HUP INT TERM PIPE
die() { printf '%s\\n' "$2" >&2; exit "$1"; }
failed() { case $1 in *"No space"*) die 28 "$2" ;; *) die 1 "$1" ;; esac; }
rm -rf "$in" && mkdir "$in" || die 1 "cannot make $in"
w=$(tar -xmf - -C "$in" 2>&1) || failed "$w" "$in"
[ "$pack" = - ] || { w=$(tar -xzmf "$pack" -C "$in" 2>&1) && rm -f "$pack" || failed "$w" "$in"; }
(cd "$in" && { [ ! -s sums ] || sha256sum -c sums; }) >/dev/null 2>&1 || die 29 "$d/pack"
sync -f "$in" 2>/dev/null || sync

[ "$keep" = - ] || [ -e "$d/generations/$keep" ] || ln -- "$manifest" "$d/generations/$keep" || die 1 "cannot keep $manifest"
mv -f -- "$in/manifest" "$manifest" || die 1 "cannot write $manifest"

sum() { s=$(sha256sum <"$1" 2>/dev/null) || s=unreadable; s=\${s%% *}; }
# Keeps what lies at $1, which must be $2, under its checksum.
save() {
	if [ ! -e "$1" ] && [ ! -L "$1" ]; then case $2 in missing | any) return ;; *) die 30 "$1" ;; esac; fi
	if [ -L "$1" ] || [ ! -f "$1" ]; then [ "$2" = any ] && return; die 30 "$1"; fi
	sum "$1"
	[ "$2" = any ] || [ "$2" = "$s" ] || die 30 "$1"
	[ -e "$store/$s" ] || ln -- "$1" "$store/$s" 2>/dev/null || { cp -p -- "$1" "$store/.new" && mv -f -- "$store/.new" "$store/$s"; } || die 28 "$1"
}
# Puts file $3 (of the archive, or of the store) at $1 with mode $2.
place() {
	t=$1.euca-new
	rm -f -- "$t"
	case $3 in
	store/*)
		sum "$d/$3"
		[ "$s" = "\${3#store/}" ] || die 29 "$d/$3"
		w=$(cp -- "$d/$3" "$t" 2>&1) ;;
	*) # linked, unless it has its place under another name already: two files never share their bytes
		ln -- "$in/$3" "$t" 2>/dev/null && [ "$(stat -c %h -- "$t")" = 2 ] || { rm -f -- "$t"; w=$(cp -- "$in/$3" "$t" 2>&1); } ;;
	esac || { rm -f -- "$t"; failed "$w" "$1"; }
	chmod "$2" -- "$t" && { sync -- "$t" 2>/dev/null || :; } && mv -f -- "$t" "$1" || die 1 "cannot write $1"
}
note() { IFS= read -r l <&4 && printf '%s\\n' "$l" >>"$d/journal.jsonl"; }

exec 3<"$in/acts" 4<"$in/journal"
while read -r act path a b c e f <&3; do
	case $act in
	begin | done) note ;;
	directory)
		[ -d "$path" ] || mkdir -m 755 -- "$path" || die 1 "cannot make $path"
		[ "$a" = - ] || chmod "$a" -- "$path" || die 1 "cannot change the mode of $path" ;;
	link) [ "$(readlink -- "$path")" = "$a" ] || { rm -f -- "$path" && ln -s -- "$a" "$path"; } || die 1 "cannot link $path" ;;
	mode) chmod "$a" -- "$path" || die 1 "cannot change the mode of $path" ;;
	remove) save "$path" any; rm -f -- "$path" "$path.euca-new" || die 1 "cannot remove $path" ;;
	rmdir) rmdir -- "$path" 2>/dev/null || : ;;
	put)
		[ "$e" = - ] || [ -e "$store/$e" ] || cp -- "$in/$f" "$store/$e" || die 28 "$store/$e"
		save "$path" "$c"
		place "$path" "$a" "$b" ;;
	*) die 1 "unknown act $act" ;;
	esac
done

if [ -s "$in/written" ]; then
	cut -d ' ' -f 1 "$in/written" | xargs stat -c '%n|%i|%s|%z' -- >"$in/stat" || die 1 "cannot look at what was written"
	touch "$d/index"
	{ sed 's/^/s|/' "$in/stat"; sed 's/^\\([^ ]*\\) /w|\\1|/' "$in/written"; sed 's/^/i|/' "$d/index"; } |
		awk -F'|' '$1 == "s" { line[$2] = $2 "|" $3 "|" $4 "|" $5 } $1 == "w" { print line[$2] "|" $3 } $1 == "i" && !($2 in line) { print substr($0, 3) }' >"$in/index" &&
		mv -f -- "$in/index" "$d/index" || die 1 "cannot write $d/index"
fi
[ ! -e "$in/final" ] || mv -f -- "$in/final" "$manifest" || die 1 "cannot write $manifest"
[ "$forget" = - ] || rm -f -- "$d/generations/$forget"
ls "$d/generations" | sort -r | tail -n +6 | while IFS= read -r g; do rm -f -- "$d/generations/$g"; done
for f in "$store"/*; do
	[ ! -f "$f" ] || grep -qF -e "\${f##*/}" -- "$manifest" "$d"/generations/* 2>/dev/null || rm -f -- "$f"
done
sync -f "$d" 2>/dev/null || sync
exit 0
`;
