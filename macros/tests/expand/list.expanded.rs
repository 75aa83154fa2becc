trait Batches: Endpoints {
    /// `GET /api/v1/beta/batch-processing`
    #[inline]
    fn list(
        &self,
        filter: &BatchListParams<'_>,
        page: PageParams,
    ) -> Call<Page<BatchJob>> {
        const _: () = <Call<
            (),
        >>::__struct::<BatchListParams<'static>>("BatchListParams<'_>")
            .__bodiless("GET has none");
        const _: () = <Call<()>>::__struct::<PageParams>("PageParams")
            .__bodiless("GET has none");
        const _: () = <Call<()>>::__struct::<PageParams>("PageParams")
            .__beside(
                &<Call<()>>::__struct::<BatchListParams<'static>>("BatchListParams<'_>"),
            );
        self.__endpoint(
                "list",
                "GET",
                "/api/v1/beta/batch-processing",
                true,
                &[("params", "filter"), ("params", "page")],
            )
            .__params(<Call<()>>::__struct::<BatchListParams<'_>>(""), filter)
            .__params(<Call<()>>::__struct::<PageParams>(""), &page)
            .__call::<Call<Page<BatchJob>>>()
    }
}
