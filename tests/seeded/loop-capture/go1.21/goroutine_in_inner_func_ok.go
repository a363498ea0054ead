package inner

func launch(f func()) { go f() }

func Each(keys []string, use func(string)) {
	for _, k := range keys {
		k := k
		launch(func() {
			use(k)
		})
	}
}
