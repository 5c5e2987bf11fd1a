"""Words of documents, tagged by a small network: what readers of postings and of résumés share."""
