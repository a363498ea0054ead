"""Rules, engines, callee summaries, suppressions and fixes: from lowered functions to findings."""
