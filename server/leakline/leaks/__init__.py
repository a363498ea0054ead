"""What a profile says: clusters, tiers of evidence and signatures."""
