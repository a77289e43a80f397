"""What anybody can check: signed proofs of filing, and signed checkpoints of the whole journal."""
