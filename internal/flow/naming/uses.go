package naming

// Uses are the resources of an instance that a content refers to. Content that is
// no JSON refers to nothing.
func Uses(content string, ix *Index) []Resource {
	found, err := references(content)
	if err != nil {
		return nil
	}
	var used []Resource
	for _, r := range found {
		if own, ok := ix.Reference(r.kind, r.value); ok {
			used = append(used, own)
		}
	}
	return used
}
