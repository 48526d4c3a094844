"""What the Try view asks for: plans as text and sliders, and a plan beside a baseline."""
