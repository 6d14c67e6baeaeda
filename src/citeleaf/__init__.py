"""Ask a folder of documents; answers are the documents' own words, cited."""
