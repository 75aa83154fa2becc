trait Sessions: Endpoints {
    /// `POST /login`
    fn login(&self, login: &Login) -> Call<Session> {
        self.__endpoint("login", "POST", "/login", false, &[("form", "login")])
            .__form::<Login>(login)
            .__call::<Call<Session>>()
    }
}
