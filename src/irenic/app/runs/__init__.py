"""What the Map view asks for: single runs, replayed and told."""
