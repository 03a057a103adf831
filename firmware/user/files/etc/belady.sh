# belady.sh - Belady's anomaly: with one frame more FIFO has one fault more. LRU never has: it is a stack algorithm.
string fifo 3 123412512345 9
string fifo 4 123412512345 10
string lru 3 123412512345 10
string lru 4 123412512345 8
