"""One grammar for each thing that postings and résumés both write: dates, money, degrees, names."""
