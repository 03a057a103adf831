#!/bin/sh
# after/mappedlow.sh <disk image> - with few frames, bin/mapped leaves the same file.
exec sh "$(dirname "$0")/mapped.sh" "$1"
