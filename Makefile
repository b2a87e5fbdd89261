# demo   OpenELB's document, step by step, on a real cluster       up/down  that cluster alone
# test   every test, on a real cluster too                        verify   format, static checks, unit tests
# images the three container images                               bench    the measurements in docs/benchmarks
SHELL := /bin/bash
JAVA_HOME := $(shell .mvn/find-jdk)
export JAVA_HOME
# Maven's own libraries; a JDK before 24 does not know the option, so it is not in .mvn/jvm.config.
export MAVEN_OPTS := $(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow
MVN := mvn --batch-mode
PROGRAMS := webhook operator speaker

.PHONY: demo up down test bench verify images package format clean
.DEFAULT_GOAL := verify
# `up` installs what `images` needs.
.NOTPARALLEL:

demo: up images
	lab/demo

up: jdk
	lab/lab up

down:
	lab/lab down

test: up images
	$(MVN) verify

# The audit log counts writes; a cluster that is up already has none.
bench: export OPENELB_LAB_AUDIT := 1
bench: up images
	lab/lab down
	lab/lab up
	lab/install
	$(MVN) --quiet --projects core --activate-profiles bench test-compile exec:exec
	$(MVN) --quiet --projects speaker --also-make --activate-profiles crowd process-test-classes
	lab/bench all

verify: jdk
	$(MVN) --threads 2 verify -DskipITs

images: package
	@for program in $(PROGRAMS); do images/build.sh $$program || exit; done

# Jars of an earlier build would go into the images.
package: jdk
	rm -rf $(PROGRAMS:%=%/target/lib)
	$(MVN) --quiet package -DskipTests

format: jdk
	$(MVN) --quiet spotless:apply

clean:
	$(MVN) --quiet clean

.PHONY: jdk
jdk:
	@[ -n "$(JAVA_HOME)" ]
