# SPDX-License-Identifier: MIT
# The daily commands. CMake does the work: see CMakePresets.json and CONTRIBUTING.md.
JOBS ?= $(shell nproc)
CTEST_FLAGS ?=
SOAK_PROGRAMS ?= 100000
LINT_SECONDS ?= 0
# Which tests run under the sanitizers and in debug builds: labels, as a regular expression.
LABELS_asan ?= unit|golden|conformance|error|random|device|jobs
LABELS_tsan ?= unit|random|threads
# What one width has shown under a sanitizer, another does not show differently; under
# ThreadSanitizer only what has threads is run.
SKIP_asan ?= compiled_(128|256)
SKIP_tsan ?= compiled|unit\.(codegen|interpreter|kernel|lib|ops)
LABELS_debug ?= .

.DEFAULT_GOAL := build
.PHONY: build python run pictures test soak lint format asan tsan debug install clean bootstrap configure help

help:
	@echo "make build   install what is missing, build build/tenon"
	@echo "make python  .venv with the Python package, and what its tests and benchmarks need"
	@echo "make run     build, draw out/mandelbrot.png and out/laplace.png, print the quick benchmarks"
	@echo "make pictures   draw those of the documentation anew"
	@echo "make test    build and run every test and example"
	@echo "make soak    SOAK_PROGRAMS (default 100000) random programs with a new seed"
	@echo "make lint    formatting, include rules, clang-tidy"
	@echo "make format  apply clang-format"
	@echo "make asan | tsan | debug   build and test under sanitizers or with the verifiers"
	@echo "make install DESTDIR=... PREFIX=..."
	@echo "make clean   remove build/ and out/"

bootstrap:
	@scripts/bootstrap

configure: bootstrap
	@test -f build/build.ninja || cmake --preset release

build: configure
	cmake --build build --parallel $(JOBS)

# The package is built into build/python, where .venv finds it.
python: bootstrap
	scripts/python_env
	cmake --preset release -DTENON_BUILD_PYTHON=ON -DPython_EXECUTABLE=$(CURDIR)/.venv/bin/python
	cmake --build build --parallel $(JOBS)

run: build
	mkdir -p out
	build/tenon mandelbrot 1000 1000 --output out/mandelbrot.png
	build/tenon laplace 512 --sweeps 2000 --output out/laplace.png
	build/tenon bench --quick

# The pictures of the documentation that jobs draw.
pictures: build
	build/tenon heat 256 --start random --steps 400 --output docs/images/heat.png
	build/tenon wave 256 --steps 300 --output docs/images/wave.png
	build/tenon life 128 --steps 300 --zoom 2 --output docs/images/life.png
	cd docs/images && ../../build/examples/11_sobel

test: python
	scripts/run_tests build --parallel $(JOBS) $(CTEST_FLAGS)

soak: build
	scripts/soak build $(SOAK_PROGRAMS)

lint: build
	scripts/check_includes.py --self-test
	scripts/check_includes.py
	scripts/lint.py --build build --jobs $(JOBS) --seconds $(LINT_SECONDS)

format:
	scripts/lint.py --fix-format

asan tsan debug: bootstrap
	@test -f build/$@/build.ninja || cmake --preset $@
	cmake --build build/$@ --parallel $(JOBS)
	scripts/run_tests build/$@ --parallel $(JOBS) $(CTEST_FLAGS) -L '$(LABELS_$@)' $(if $(SKIP_$@),-E '$(SKIP_$@)')

install: build
	DESTDIR=$(DESTDIR) cmake --install build $(if $(PREFIX),--prefix $(PREFIX))

clean:
	rm -rf build out
