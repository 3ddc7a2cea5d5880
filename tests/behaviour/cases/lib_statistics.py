import statistics as st

d = [1, 2, 3, 4, 4, 7.5]
i = [1, 2, 3, 4]
print(
    st.mean(i),
    st.mean([1, 2, 3]),
    st.mean(d),
    st.fmean(d),
    st.median(d),
    st.median(i),
    st.median_low(i),
    st.median_high(i),
    st.mode(d),
    st.multimode("aabbc"),
)
print(
    st.stdev(d),
    st.pstdev(d),
    st.variance(d),
    st.pvariance(i),
    st.variance([0.1, 0.2, 0.3]),
    st.quantiles(d),
    st.quantiles(d, n=10, method="inclusive"),
    st.harmonic_mean([40, 60]),
    st.geometric_mean([54, 24, 36]),
)
print(
    st.correlation([1, 2, 3], [2, 4, 7]),
    st.covariance([1, 2, 3], [2, 4, 7]),
    st.stdev([1e10, 1e10 + 1, 1e10 + 2]),
    st.median_grouped([1, 2, 2, 3]),
    st.mean([float("inf"), 1]),
)
for f in (lambda: st.mean([]), lambda: st.variance([1]), lambda: st.mode([])):
    try:
        f()
    except st.StatisticsError as e:
        print(e)
