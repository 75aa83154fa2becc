//! The languages that documents are read in.

use crate::open_enum::open_enum;

open_enum! {
    /// A language, for reading text out of images. Contract: `ParsingLanguage`, 86 values.
    pub enum ParsingLanguage {
        /// Afrikaans.
        Af = "af",
        /// Azerbaijani.
        Az = "az",
        /// Bosnian.
        Bs = "bs",
        /// Czech.
        Cs = "cs",
        /// Welsh.
        Cy = "cy",
        /// Danish.
        Da = "da",
        /// German.
        De = "de",
        /// English.
        En = "en",
        /// Spanish.
        Es = "es",
        /// Estonian.
        Et = "et",
        /// French.
        Fr = "fr",
        /// Irish.
        Ga = "ga",
        /// Croatian.
        Hr = "hr",
        /// Hungarian.
        Hu = "hu",
        /// Indonesian.
        Id = "id",
        /// Icelandic.
        Is = "is",
        /// Italian.
        It = "it",
        /// Kurdish.
        Ku = "ku",
        /// Latin.
        La = "la",
        /// Lithuanian.
        Lt = "lt",
        /// Latvian.
        Lv = "lv",
        /// Maori.
        Mi = "mi",
        /// Malay.
        Ms = "ms",
        /// Maltese.
        Mt = "mt",
        /// Dutch.
        Nl = "nl",
        /// Norwegian.
        No = "no",
        /// Occitan.
        Oc = "oc",
        /// Pali.
        Pi = "pi",
        /// Polish.
        Pl = "pl",
        /// Portuguese.
        Pt = "pt",
        /// Romanian.
        Ro = "ro",
        /// Serbian, Latin script.
        RsLatin = "rs_latin",
        /// Slovak.
        Sk = "sk",
        /// Slovenian.
        Sl = "sl",
        /// Albanian.
        Sq = "sq",
        /// Swedish.
        Sv = "sv",
        /// Swahili.
        Sw = "sw",
        /// Tagalog.
        Tl = "tl",
        /// Turkish.
        Tr = "tr",
        /// Uzbek.
        Uz = "uz",
        /// Vietnamese.
        Vi = "vi",
        /// Arabic.
        Ar = "ar",
        /// Persian.
        Fa = "fa",
        /// Uyghur.
        Ug = "ug",
        /// Urdu.
        Ur = "ur",
        /// Bengali.
        Bn = "bn",
        /// Assamese.
        As = "as",
        /// Manipuri.
        Mni = "mni",
        /// Russian.
        Ru = "ru",
        /// Serbian, Cyrillic script.
        RsCyrillic = "rs_cyrillic",
        /// Belarusian.
        Be = "be",
        /// Bulgarian.
        Bg = "bg",
        /// Ukrainian.
        Uk = "uk",
        /// Mongolian.
        Mn = "mn",
        /// Abaza.
        Abq = "abq",
        /// Adyghe.
        Ady = "ady",
        /// Kabardian.
        Kbd = "kbd",
        /// Avar.
        Ava = "ava",
        /// Dargwa.
        Dar = "dar",
        /// Ingush.
        Inh = "inh",
        /// Chechen.
        Che = "che",
        /// Lak.
        Lbe = "lbe",
        /// Lezghian.
        Lez = "lez",
        /// Tabasaran.
        Tab = "tab",
        /// Tajik.
        Tjk = "tjk",
        /// Hindi.
        Hi = "hi",
        /// Marathi.
        Mr = "mr",
        /// Nepali.
        Ne = "ne",
        /// Bihari.
        Bh = "bh",
        /// Maithili.
        Mai = "mai",
        /// Angika.
        Ang = "ang",
        /// Bhojpuri.
        Bho = "bho",
        /// Magahi.
        Mah = "mah",
        /// Nagpuri.
        Sck = "sck",
        /// Newari.
        New = "new",
        /// Goan Konkani.
        Gom = "gom",
        /// Sanskrit.
        Sa = "sa",
        /// Haryanvi.
        Bgc = "bgc",
        /// Thai.
        Th = "th",
        /// Chinese, simplified.
        ChSim = "ch_sim",
        /// Chinese, traditional.
        ChTra = "ch_tra",
        /// Japanese.
        Ja = "ja",
        /// Korean.
        Ko = "ko",
        /// Tamil.
        Ta = "ta",
        /// Telugu.
        Te = "te",
        /// Kannada.
        Kn = "kn",
    }
}
