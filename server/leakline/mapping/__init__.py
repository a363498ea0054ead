"""From a frame of a profile to a file and line of this workspace, with a confidence."""
