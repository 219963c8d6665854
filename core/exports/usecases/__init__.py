"""What people do with templates and downloads, and the jobs that make files and forget them."""
