"""The rules file: its language, how it is read, what makes it impossible, how it is put in words."""
