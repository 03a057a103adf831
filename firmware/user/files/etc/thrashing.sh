# thrashing.sh - one to eight workers, each with a working set of 20 pages: try it with frames=72 policy=fifo, which is enough
# for three, and then with loadctl=1 pff=1,2 besides.
degree
