trait Jobs: Endpoints {
    /// `POST /jobs/{id}/cancel`
    #[inline]
    fn cancel(&self, id: &str) -> Call<Job> {
        self.__endpoint("cancel", "POST", "/jobs/{id}/cancel", true, &[("path", "id")])
            .__timeout(120000)
            .__expect(202)
            .__header("x-version", "2")
            .__query("api-version", "2026-11-01")
            .__query("beta", "on")
            .__path("id", id)
            .__call::<Call<Job>>()
    }
}
