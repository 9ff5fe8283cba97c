"""Where the trainings of a comparison run: this machine, a Ray cluster, Slurm."""
