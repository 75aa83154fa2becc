trait Sessions: Endpoints {
    #[endpoint(post = "/login")]
    fn login(&self, #[form] login: &Login) -> Call<Session>;
}
