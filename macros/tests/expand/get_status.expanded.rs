trait Batches: Endpoints {
    /// Where a job stands.
    ///
    /// `GET /api/v1/beta/batch-processing/{job_id}`
    #[inline]
    fn get_status(&self, job_id: &str) -> Call<BatchJobStatus> {
        self.__endpoint(
                "get_status",
                "GET",
                "/api/v1/beta/batch-processing/{job_id}",
                true,
                &[("path", "job_id")],
            )
            .__path("job_id", job_id)
            .__call::<Call<BatchJobStatus>>()
    }
}
