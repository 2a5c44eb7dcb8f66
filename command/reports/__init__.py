"""Loss reports: what the areas say they lost, when they said it, and what adds up."""
