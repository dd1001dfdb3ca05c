"""What leaves for people: tables for the terminal and pictures."""
