"""What students call their functions and arguments, in several languages, as tables."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

NAMES: dict[str, str] = {
    "forward": "forward forwardmap forwardpass forwardprop forwardpropagation fwd feedforward ff propagate netz"
    " vorwaerts vorwaertsabbildung vorwartsabbildung vorwaertspass avant propagationavant passeavant adelante"
    " ileri ileribesleme predictandloss evaluate evalnet runforward computeforward qianxiang 前向 前向传播",
    "gradient": "gradient grad backprop backpropagation backpropagate backward backwardpass bwd back dl gradl"
    " lossgradient gradientl computegradient computegradients gradients derivative derivatives dlossdtheta dldtheta"
    " lossderivative gradientofloss nabla ableitung gradienten rueckwaerts ruckwarts gradiente derivee"
    " retropropagation retropropagacion geri turev gradyan geriyayilim backwardmap calcgradient gradloss dloss"
    " dltheta df dfdtheta gradf fanxiang 反向传播 梯度",
    "objective": "j objective objectivefunction cost costfunction totalloss losstotal jtheta computej sumloss"
    " fullloss zielfunktion kosten gesamtverlust objectif fonctionobjectif cout coste costo perdidatotal objetivo"
    " amac amacfonksiyonu maliyet loss_all overallloss totalcost mubiao 目标函数",
    "objective_gradient": "gradj dj gradientj jgradient objectivegradient totalgradient fullgradient gradientofj"
    " djdtheta gesamtgradient costgradient gradcost sumgradient gradtotal",
    "descent": "gradientdescent descent train training fit optimize optimise gd run rungd descend minimize"
    " minimise learn gradientenabstieg abstieg gradientenverfahren trainieren descente descentegradient entrainer"
    " descenso descensogradiente entrenar gradyaninisi egit steepestdescent dogradientdescent"
    " performgradientdescent rungradientdescent 梯度下降",
    "loss": "loss l lossfunction lossf squarederror verlust verlustfunktion perte perdida kayip error sqerror mse 损失",
}
ACTIVATIONS: dict[str, str] = {
    "relu": "relu s sigma act activation phi rectifier relufunction rampe aktivierung activacion aktivasyon g zhenghua",
    "leaky_relu": "leakyrelu leaky lrelu s sigma act activation phi", "tanh": "tanh s sigma act activation phi tanhyp",
    "sigmoid": "sigmoid sig logistic s sigma act activation phi", "softplus": "softplus s sigma act activation phi",
    "identity": "identity linear s sigma act activation phi",
}  # fmt: skip
SLOPE = (
    "d! !d d!dx !derivative !prime !grad !gradient !deriv derivative! !der !strich !ableitung ableitung! derivee!"
    " !derivee derivada! !derivada !turev turev! grad! dev! !slope !backward deriv! prime! !1 !diff diff! step"
    " heaviside"
)
"""The derivative's name; ! stands for a name of the activation."""

BY_DIFFERENCES = ("numeri", "finite", "differen", "approx", "check", "test", "verif", "pruef", "control", "kontrol")
"""What stands in the name of a function that works a gradient out another way, to compare it with."""

THETA = (
    "theta th t params parameters param par p w weights thetas vec vector gewichte poids pesos parametre parametreler"
    " parametros θ theta0 thetainit theta_init wvec theta_start start init initial x0 w0 canshu"
)
X = "x xi xx inp input inputs point xvec features sample eingabe entree entrada girdi xp xin punkt xpoint shuru"
Y = (
    "y yi yy target t label truth soll ziel cible objetivo hedef ytrue yt ypoint yp labels value expected goal"
    " mubiaozhi"
)
RATE = (
    "rate lr eta alpha learningrate stepsize step gamma schrittweite lernrate taux pas tasa tasaaprendizaje"
    " ogrenmeorani hiz r mu lam η"
)
STEPS = (
    "steps n nsteps numsteps iterations iters niter maxiter epochs nepochs k schritte pas_n iteraciones pasos adim"
    " adimsayisi anzahl etapes num nepoch nit T"
)
DATA = "data points dataset samples daten punkte donnees datos veri pts trainingdata"


@lru_cache(10_000)
def plain(name: str) -> str:
    """A name without case, underscores and accents: Rück_wärts is ruckwarts."""
    bare = unicodedata.normalize("NFKD", name.rpartition(".")[2])
    return "".join(c for c in bare.lower() if c.isalnum() and not unicodedata.combining(c))


def compares(name: str) -> bool:
    """Whether a function's name says that it is there to check another: numerical_gradient, gradient_check."""
    word = plain(name)
    return (
        any(part in word for part in BY_DIFFERENCES) or word.startswith(("num", "fd")) or word.endswith(("num", "fd"))
    )


WORDS = {
    what: frozenset(map(plain, words.split()))
    for what, words in (("theta", THETA), ("x", X), ("y", Y), ("rate", RATE), ("steps", STEPS), ("points", DATA))
}


def means(word: str, what: str) -> bool:
    """Whether an argument of this plain name stands for theta, x, y, the rate, ...; theta's may have a number."""
    return word in WORDS[what] or (what == "theta" and word.rstrip("0123456789") in WORDS[what])


@lru_cache(64)
def names_of(role: str, activation: str) -> tuple[str, ...]:
    """The names by which a function of this role goes, the likeliest first."""
    own = tuple(dict.fromkeys(plain(word) for word in ACTIVATIONS[activation].split()))
    if role == "activation":
        return own
    if role == "slope":
        forms = SLOPE.split()
        return tuple(plain(form.replace("!", word)) for word in own for form in forms)
    return tuple(dict.fromkeys(plain(word) for word in NAMES[role].split()))
