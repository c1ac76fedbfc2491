#!/bin/sh
JAVA_OPTS="-Xmx256m"
export JAVA_OPTS