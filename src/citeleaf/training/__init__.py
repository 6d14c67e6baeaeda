"""How what is bundled was made: nothing here runs when questions are asked."""
