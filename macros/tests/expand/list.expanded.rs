trait Batches: Endpoints {
    /// `GET /api/v1/beta/batch-processing`
    fn list(
        &self,
        filter: &BatchListParams<'_>,
        page: PageParams,
    ) -> Call<Page<BatchJob>> {
        const _: () = <Call<
            Page<BatchJob>,
        >>::__disjoint_structs::<PageParams, BatchListParams<'static>>();
        self.__endpoint(
                "list",
                "GET",
                "/api/v1/beta/batch-processing",
                true,
                &[("params", "filter"), ("params", "page")],
            )
            .__params_bodiless::<BatchListParams<'_>>(filter)
            .__params_bodiless::<PageParams>(&page)
            .__call::<Call<Page<BatchJob>>>()
    }
}
