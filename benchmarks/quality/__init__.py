"""Quality: are the suggestions any good?"""

import os

# Before numpy is loaded: times are CPU times of one thread, and idle threads of a matrix product would be counted in them.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
