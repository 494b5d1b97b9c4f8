"""Finding people by what everybody may see of them: name, job title, team."""
