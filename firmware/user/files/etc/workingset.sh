# workingset.sh - a page is in memory if it was used in the last 1, 3, 5, 7 uses: the longer the window, the fewer the faults.
string ws:1 5 123412512345 12
string ws:3 5 123412512345 10
string ws:5 5 123412512345 7
string ws:7 5 123412512345 5
