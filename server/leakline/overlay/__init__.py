"""The joint: findings and observations per source line."""
