trait Batches<R>: Endpoints {
    /// `POST /items/{key}`
    fn put<'a, T: Serialize, P>(
        self: &'a Self,
        key: &'a Key,
        params: &P,
        more: &More<'a, T>,
        page: impl Serialize,
    ) -> Call<Vec<T>>
    where
        P: Params,
        Self: Sized,
    {
        const { <Call<Vec<T>>>::__disjoint::<P>(&[("query", "page")]) };
        const { <Call<Vec<T>>>::__disjoint::<More<'_, T>>(&[("query", "page")]) };
        const { <Call<Vec<T>>>::__disjoint_structs::<More<'_, T>, P>() };
        let __request = self
            .__endpoint(
                "put",
                "POST",
                "/items/{key}",
                false,
                &[
                    ("path", "key"),
                    ("params", "params"),
                    ("params", "more"),
                    ("query", "page"),
                ],
            );
        __request.__path_probe::<Key>().__single::<Key>();
        let __request = __request.__path::<Key>("key", key);
        let __request = __request.__query("page", &page);
        let __request = __request.__params::<P>(params);
        let __request = __request.__params_beside::<More<'a, T>, P>(more);
        __request.__call::<Call<Vec<T>>>()
    }
}
