"""Who did what, when: entries chained by digest, written in the transaction of the act."""
