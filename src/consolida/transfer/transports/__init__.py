"""Ways that finished files take: each carries, and knows nothing of what it carries."""
