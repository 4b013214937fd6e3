package restjson

// ReadMember reads a scalar or structure member; null is an absent one.
func ReadMember[T any](r *Reader, value func(*Reader) T) *T {
	if r.null() {
		return nil
	}
	v := value(r)
	return &v
}

// ReadList reads a list member; null is an absent one, but no item.
func ReadList[T any](r *Reader, item func(*Reader) T) []T {
	if r.null() {
		return nil
	}
	list := []T{}
	for i, more := 0, r.array(); more; i, more = i+1, r.nextItem(i) {
		list = append(list, item(r))
	}
	return list
}

// ReadMap reads a map member; null is an absent one, but no value.
func ReadMap[T any](r *Reader, value func(*Reader) T) map[string]T {
	if r.null() {
		return nil
	}
	m := make(map[string]T)
	for key, more := r.Object(); more; key, more = r.nextEntry(key) {
		m[key] = value(r)
	}
	return m
}

// nextEntry is Next for a map, whose keys stand in brackets.
func (r *Reader) nextEntry(last string) (key string, more bool) {
	if r.err != nil {
		last = keyPlace(last)
	}
	return r.Next(last)
}
