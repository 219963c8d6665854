"""What can be sat and where: exams with their papers, and the venues of test centres."""
