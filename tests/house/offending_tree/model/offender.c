/* A model that knows the simulator: what the check must refuse. */
#include "hart/hart.h"
