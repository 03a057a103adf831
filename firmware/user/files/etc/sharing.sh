# sharing.sh - pages that processes share: after fork until somebody writes, after vfork, by name, in swap.
cow
vfork
shm
swapped
