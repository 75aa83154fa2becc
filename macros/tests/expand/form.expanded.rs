trait Sessions: Endpoints {
    /// `POST /login`
    #[inline]
    fn login(&self, login: &Login) -> Call<Session> {
        self.__endpoint("login", "POST", "/login", false, &[("form", "login")])
            .__form(login)
            .__call::<Call<Session>>()
    }
}
