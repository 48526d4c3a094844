"""Why a number moved: contributions of its drivers, the chain behind them, and what sets two runs apart."""
