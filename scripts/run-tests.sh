#!/bin/sh
# Everything that `make test` stands for; the last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
results=build/test-results
rm -rf "$results"
mkdir -p "$results"
failed=

check() {
	name=$1
	shift
	printf '== %s\n' "$name"
	"$@" || failed="$failed $name"
}

check types npm run --silent check:types
check lint npm run --silent check:lint
check layers npm run --silent check:layers
check unused npm run --silent check:unused
check build npm run --silent build
check test-image node scripts/make-test-image.ts
check hosts test/cluster/make-base-tree.sh
check unit vitest run --coverage --reporter=default --reporter=json --outputFile.json="$results/unit.json"
check end-to-end vitest run --config vitest.e2e.config.ts --reporter=verbose --reporter=json --outputFile.json="$results/e2e.json"
[ -z "$failed" ] || printf 'failed steps:%s\n' "$failed"
exec node scripts/test-summary.ts "$results" $failed
