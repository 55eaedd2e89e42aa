"""Proves that the demo documents agree with each other: sums, ratios, tables, quoted figures, relations.

Reads `world.json`, the CSV, the notes and the Typst sources; run `build.py` first for the checks of the PDFs.
Exits with 1 and names what is wrong.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENTS = HERE.parent / "documents"
REVIEW, BRIEFING = "Nordic heat pumps sector review.pdf", "热泵供应链简报.pdf"
COMPANY_NOTES, TEST_NOTES = "Company notes.md", "Compressor test notes.md"

world = json.loads((HERE / "world.json").read_text("utf-8"))
with (DOCUMENTS / "Plants and capacity.csv").open(encoding="utf-8", newline="") as file:
    plants = {row["Plant"]: row for row in csv.DictReader(file)}
companies = {company["name"]: company for company in world["companies"]}
products = {product["name"]: product for product in world["products"]}
text = {
    REVIEW: (HERE / "report.typ").read_text("utf-8").replace("#broker", "Tarnwick Research"),
    BRIEFING: (HERE / "briefing.typ").read_text("utf-8"),
    COMPANY_NOTES: (DOCUMENTS / COMPANY_NOTES).read_text("utf-8"),
    TEST_NOTES: (DOCUMENTS / TEST_NOTES).read_text("utf-8"),
}
plain = {name: re.sub(r"\s+", " ", re.sub(r"#footnote\[[^\]]*\]", "", body)) for name, body in text.items()}
wrong = []
done = 0


def check(holds, what):
    global done
    done += 1
    if not holds:
        wrong.append(what)


def capacity(plant):
    return int(plants[plant]["Capacity (thousand units)"])


def output(plant):
    return int(plants[plant]["Output FY24 (thousand units)"])


def employees(plant):
    return int(plants[plant]["Employees"])


def sum_over(rows, field):
    return sum(int(row[field]) for row in rows)


def table(document, number):
    """The rows of `Table n` of a Markdown document, each a dictionary by column head."""
    after = text[document].split(f"\nTable {number}: ", 1)[1].split("\n")
    lines = []
    for line in after[1:]:
        if line.startswith("|"):
            lines.append([cell.strip() for cell in line.strip("|").split("|")])
        elif lines:
            break
    return [dict(zip(lines[0], cells)) for cells in lines[2:]]


def check_plants():
    for name, row in plants.items():
        share = 100 * output(name) / capacity(name)
        check(f"{share:.1f}" == row["Utilisation FY24 (%)"], f"utilisation of {name} is {share:.1f}")
    pumps = [row for row in plants.values() if row["Product line"] == "Heat pumps"]
    total = sum_over(pumps, "Output FY24 (thousand units)")
    check(total == 312 and sum_over(pumps, "Capacity (thousand units)") == 402, "totals of the eight heat pump plants")
    for plant in {product["plant"] for product in products.values()}:
        made = sum(product["units"] for product in products.values() if product["plant"] == plant)
        check(made == output(plant), f"the products made at {plant} add up to its output")
    for name, series in world["utilisation"].items():
        check(f"{series[2]:.1f}" == plants[name]["Utilisation FY24 (%)"], f"chart and table agree on {name}")
    for name, series in world["compressor_output"].items():
        check(name == "years" or series[2] == output(name), f"chart and table agree on the output of {name}")
    for operator in {row["Operator"] for row in plants.values()}:
        group = [operator] + [s["name"] for s in world["subsidiaries"] if s["owner"] == operator]
        on_site = sum_over([row for row in plants.values() if row["Operator"] in group], "Employees")
        payroll = companies.get(operator) or next(s for s in world["subsidiaries"] if s["name"] == operator)
        check(on_site <= payroll["employees"], f"{operator} employs at least the people at its plants")


def check_supply():
    for maker, volumes in world["bought"].items():
        for compressor, volume in zip(world["compressors"], volumes):
            needed = sum(p["units"] for p in products.values() if (p["maker"], p["compressor"]) == (maker, compressor))
            check(volume == needed, f"{maker} buys as many {compressor} as it builds in")
    check(sum(map(sum, world["bought"].values())) == 312, "compressors bought equal heat pumps built")
    for compressor, test in world["tests"].items():
        used = sum(volumes[world["compressors"].index(compressor)] for volumes in world["bought"].values())
        check(used < output(test["plant"]), f"{test['plant']} builds enough {compressor}")


def check_markets():
    market = world["market"]
    for i, country in enumerate(market["countries"]):
        check(sum(shares[i] for shares in market["share"].values()) == 100, f"shares in {country} add up to 100")
    for maker in ("Norrheat AB", "Kaltvik AS", "Lumivire Oy", "Hedelund Klima A/S"):
        sold = sum(share * size / 100 for share, size in zip(market["share"][maker], market["sold"]["FY24"]))
        built = sum(p["units"] for p in products.values() if p["maker"] == maker or (maker, p["maker"]) == ("Norrheat AB", "Morskal SA"))
        check(sold <= built, f"{maker} sells {sold:.1f} and builds {built}")


def check_tests():
    for name, cop in world["cold"].items():
        check(name == "degrees" or cop[3] == products[name]["cop"], f"COP of {name} at 7 °C")
    measured = {row["Compressor"]: row for row in table(TEST_NOTES, 2)}
    flows = {row["Compressor"]: row for row in table(TEST_NOTES, 3)}
    places = {row["Compressor"]: row for row in table(TEST_NOTES, 1)}
    heads = {"Q": "Heating capacity (kW)", "P": "Power input (kW)", "W": "Isentropic power (kW)", "p1": "Suction pressure (bar)", "p2": "Discharge pressure (bar)"}
    for name, test in world["tests"].items():
        for key, head in heads.items():
            check(float(measured[name][head]) == test[key], f"{head} of {name}")
        check(float(flows[name]["Measured flow (m³/h)"]) == test["Vm"] and float(flows[name]["Swept flow (m³/h)"]) == test["Vs"], f"flows of {name}")
        check((places[name]["Maker"], places[name]["Plant"], places[name]["Laboratory"]) == (test["maker"], test["plant"], test["lab"]), f"places of {name}")
        refrigerants = {p["refrigerant"] for p in products.values() if p["compressor"] == name}
        check(refrigerants == {places[name]["Refrigerant"]}, f"refrigerant of {name}")
    for row in table(TEST_NOTES, 4):
        cop = float(row["Heat output (kW)"]) / float(row["Electrical power (kW)"])
        check(f"{cop:.2f}" == f"{world['cold'][row['Heat pump']][0]:.2f}", f"COP of {row['Heat pump']} at −15 °C is {cop:.2f}")
        check(row["Compressor"] == products[row["Heat pump"]]["compressor"], f"compressor of {row['Heat pump']}")
    ratios = [float(ratio) for ratio in world["efficiency"]["ratios"]]
    for name, curve in world["efficiency"].items():
        if name == "ratios":
            continue
        test = world["tests"][name]
        ratio, eta = test["p2"] / test["p1"], 100 * test["W"] / test["P"]
        left = max(i for i, value in enumerate(ratios) if value <= ratio)
        on_curve = curve[left] + (curve[left + 1] - curve[left]) * (ratio - ratios[left]) / (ratios[left + 1] - ratios[left])
        check(abs(on_curve - eta) < 1.0, f"efficiency of {name}: curve {on_curve:.1f}, test {eta:.1f}")


def check_company_notes():
    everyone = companies | {s["name"]: s for s in world["subsidiaries"]}
    for row in table(COMPANY_NOTES, 1):
        company = everyone[row["Company"]]
        check((company["lead"], str(company["founded"])) == (row["Chief executive"], row["Founded"]), f"people of {row['Company']}")
    for row in table(COMPANY_NOTES, 2):
        company = companies[row["Company"]]
        figures = [int(value) for head, value in row.items() if head != "Company"]
        check(figures == [company["revenue"][2], *company["backlog"]], f"orders of {row['Company']}")


def claims():
    """(document, text that must stand in it): every figure in the prose that follows from others."""
    def revenue(name, year): return companies[name]["revenue"][year]
    def ebitda(name, year): return companies[name]["ebitda"][year]
    def growth(name): return f"{100 * (revenue(name, 3) / revenue(name, 2) - 1):.1f}%"
    def margin(name): return f"{100 * ebitda(name, 2) / revenue(name, 2):.1f}%"
    def drop(name): return f"{100 * (ebitda(name, 3) - ebitda(name, 2)) / (revenue(name, 3) - revenue(name, 2)):.1f}%"
    def leverage(name): return f"{companies[name]['debt'] / ebitda(name, 2):.1f}"
    def intake(name): return revenue(name, 2) + companies[name]["backlog"][1] - companies[name]["backlog"][0]
    def book(name): return f"{intake(name) / revenue(name, 2):.2f}"
    def cover(name): return f"{12 * companies[name]['backlog'][1] / revenue(name, 2):.1f}"
    def used(name): return f"{100 * output(name) / capacity(name):.1f}%"
    def labour(name): return f"{1000 * output(name) / employees(name):.1f}"
    def power(name): return f"{products[name]['heat'] / products[name]['cop']:.2f} kW"
    def price(name): return f"EUR {products[name]['price'] / products[name]['heat']:.0f}"
    def test(name, top, bottom): return world["tests"][name][top] / world["tests"][name][bottom]
    n, k, l, h, v, a, y = "Norrheat AB", "Kaltvik AS", "Lumivire Oy", "Hedelund Klima A/S", "Vesterholt Kompressoren GmbH", "Arcovento SpA", "Lanyue Compressor Co"
    makers = [n, k, l, h]
    four = [sum(revenue(m, year) for m in makers) for year in (1, 2)]
    sold = {year: sum(values) for year, values in world["market"]["sold"].items()}
    beilun = world["compressor_output"]["Beilun Plant"]
    vk60 = sum(volumes[1] for volumes in world["bought"].values())
    yield REVIEW, f"fell by {100 * (1 - four[1] / four[0]):.1f}% to EUR {four[1]:,}m"
    yield REVIEW, f"only {100 * (1 - sold['FY24'] / sold['FY23']):.1f}% fewer units"
    yield REVIEW, f"went into {100 * vk60 / 312:.0f}% of all units"
    yield REVIEW, f"{vk60} thousand of the 312 thousand, or {100 * vk60 / 312:.1f}%"
    yield REVIEW, f"raised revenue by {100 * (revenue(y, 2) / revenue(y, 1) - 1):.1f}%"
    yield REVIEW, f"gives {growth(n)} in FY25E; for {k} it gives {growth(k)}, for {l} {growth(l)} and for {h} {growth(h)}"
    yield REVIEW, f"gives {margin(n)} for {n} and {margin(v)} for {v}"
    yield REVIEW, f"{n} keeps {drop(n)} of the additional revenue, {l} {drop(l)}, {k} {drop(k)} and {h} {drop(h)}"
    yield REVIEW, f"{k} stands at {leverage(k)} times, {n} and {h} at {leverage(n)} times and {l} at {leverage(l)} times"
    yield REVIEW, f"{v} at {leverage(v)} times"
    yield REVIEW, f"{y} stands at {leverage(y)} times and {a} at {leverage(a)} times"
    yield REVIEW, f"{y} reaches {margin(y)} and {a} {margin(a)}"
    yield REVIEW, f"{v} grows by {growth(v)} and {a} by {growth(a)}"
    yield REVIEW, f"{y} adds {growth(y)}"
    idle = [capacity(plant) - output(plant) for plant in ("Steinkjer Plant", "Viborg Factory")]
    yield REVIEW, f"hold {sum(idle)} of the {402 - 312} thousand units"
    yield REVIEW, f"Beilun Plant ran at {used('Beilun Plant')}, Plzeň Works at {used('Plzeň Works')}, Oldenburg Works at {used('Oldenburg Works')} and Imola Plant at {used('Imola Plant')}"
    yield REVIEW, f"{l} took in {book(l)} euros of orders for each euro of revenue. {h} and {k} took in {book(h)}, and {n} {book(n)}"
    yield REVIEW, f"{output('Arvika Works')} / {capacity('Arvika Works')} = {used('Arvika Works')}. Gdynia Works reaches {used('Gdynia Works')}, Tampere Plant {used('Tampere Plant')}, Steinkjer Plant {used('Steinkjer Plant')} and Viborg Factory {used('Viborg Factory')}"
    yield REVIEW, f"together stand at {100 * 312 / 402:.1f}%"
    yield REVIEW, f"leads with {labour('Gdynia Works')} units, ahead of Arvika Works with {labour('Arvika Works')} and Tampere Plant with {labour('Tampere Plant')}"
    yield REVIEW, f"Steinkjer Plant at {labour('Steinkjer Plant')}"
    yield REVIEW, f"Beilun Plant added {beilun[2] - beilun[0]} thousand"
    yield REVIEW, f"{power('Aurora 12')} for Aurora 12, {power('Halla 11')} for Halla 11, {power('Fjell 14')} for Fjell 14 and {power('Brise 9')} for Brise 9"
    yield REVIEW, f"{price('Morsa 10')} per kW. Aurora 12 costs {price('Aurora 12')}, Halla 11 {price('Halla 11')}, Fjell 14 {price('Fjell 14')} and Brise 9 {price('Brise 9')}"
    yield REVIEW, f"Aurora 8 at {price('Aurora 8')}"
    yield REVIEW, f"bought {sold['FY24']} thousand heat pumps in FY24, after {sold['FY23']} thousand in FY23 and {sold['FY22']} thousand in FY22"
    yield REVIEW, f"{n} holds 34% of Sweden, {k} 31% of Norway, {l} 32% of Finland and {h} 28% of Denmark"
    yield REVIEW, f"about EUR {16 * float(drop(n)[:-1]) / 100:.0f}m of EBITDA"
    yield COMPANY_NOTES, f"gives EUR {intake(n)}m; for {k} it gives EUR {intake(k)}m, for {l} EUR {intake(l)}m and for {v} EUR {intake(v)}m"
    yield COMPANY_NOTES, f"longest cover with {cover(l)} months. {n} has {cover(n)} months, {k} {cover(k)} and {h} {cover(h)}"
    yield COMPANY_NOTES, f"in FY25E at EUR {revenue(n, 3)}m"
    yield TEST_NOTES, f"gives {test('VK60', 'Q', 'P'):.2f}; for Rotella 30, tested at Savena Thermal Laboratory, it gives {test('Rotella 30', 'Q', 'P'):.2f}. VK40 reaches {test('VK40', 'Q', 'P'):.2f}"
    yield TEST_NOTES, "gives " + ", ".join(f"{100 * test(c, 'W', 'P'):.1f}% for {c}" for c in ("VK60", "VK40", "Rotella 30", "Rotella 22")) + f" and {100 * test('LY28', 'W', 'P'):.1f}% for LY28"
    yield TEST_NOTES, f"ratio of {test('VK60', 'p2', 'p1'):.2f}. LY28 and Rotella 22 worked at {test('LY28', 'p2', 'p1'):.2f}, and VK40 at {test('VK40', 'p2', 'p1'):.2f}"
    yield TEST_NOTES, f"gives {100 * test('VK60', 'Vm', 'Vs'):.1f}% for VK60 and {100 * test('LY28', 'Vm', 'Vs'):.1f}% for LY28. Savena Thermal Laboratory found {100 * test('Rotella 30', 'Vm', 'Vs'):.1f}%"
    yield BRIEFING, f"收入却增长了{100 * (revenue(y, 2) / revenue(y, 1) - 1):.1f}%"
    yield BRIEFING, f"韦斯特霍尔特下降{100 * (1 - revenue(v, 2) / revenue(v, 1)):.1f}%，阿科文托下降{100 * (1 - revenue(a, 2) / revenue(a, 1)):.1f}%"
    yield BRIEFING, f"卢米维增速最快，为{growth(l)}"
    yield BRIEFING, f"增加了{(beilun[2] - beilun[0]) / 10:.1f}万台"
    yield BRIEFING, f"北仑工厂的产能利用率为{used('Beilun Plant')}，比尔森工厂为{used('Plzeň Works')}，奥尔登堡工厂为{used('Oldenburg Works')}，伊莫拉工厂为{used('Imola Plant')}"


VERBS = {
    "acquired": "acquired", "supplies": r"supplies [a-z ]+ to", "operates": "operates", "sited_in": "is located in",
    "in_country": "is located in(?: the)?", "subsidiary_of": "is a subsidiary of", "headquartered_in": "is headquartered in",
    "led_by": "is led by", "founded_by": "was founded by", "makes": "makes", "uses": "uses", "made_at": "is made at",
    "tested_at": "was tested at", "part_of": "is part of", "competes_with": "competes with", "invested_in": "invested in",
    "licenses_from": "licenses technology from", "owns": "owns", "works_for": "works for", "chairs": "chairs",
    "partner_of": "is a partner of", "replaced": "replaced", "based_on": "is based on",
}
CHINESE_VERBS = {
    "headquartered_in": "{s}总部位于{o}", "founded_by": "{s}由{o}创立", "operates": "{s}运营[^。]*{o}", "sited_in": "{s}位于{o}",
    "acquired": "{s}收购{o}", "subsidiary_of": "{s}是{o}的子公司", "makes": "{s}生产{o}", "uses": "{s}使用{o}",
    "part_of": "{s}{gloss}隶属于{o}", "made_at": "{s}在{o}生产", "led_by": "{s}的总经理是{o}", "supplies": "{s}向{o}供应",
    "licenses_from": "{s}从{o}获得许可",
}


def check_relations():
    with (HERE / "truth.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        s, o = re.escape(row["subject"]), re.escape(row["object"])
        if row["document"] == BRIEFING:
            body = re.sub(r"([^，。（）\s]*)公司（[^）]*以下简称([^）]*)）总部", r"\2总部", plain[BRIEFING])
            pattern = CHINESE_VERBS[row["predicate"]].format(s=s, o=o, gloss="(?:（[^）]*）)?")
        else:
            body, pattern = plain[row["document"]], rf"\b{s} {VERBS[row['predicate']]} (?:[^.;:,]+? and )?{o}\b"
        check(re.search(pattern, body), f"no sentence says: {row['subject']} {row['predicate']} {row['object']} ({row['document']})")
    return len(rows), len({(r["subject"], r["predicate"], r["object"]) for r in rows})


def check_pdfs():
    for name, phrases in {REVIEW: ["Table 10:", "Figure 17:", "Lanyue Compressor Co", "Plzeň"], BRIEFING: ["北境热泵", "澜岳压缩机", "产能利用率"]}.items():
        path = DOCUMENTS / name
        check(path.stat().st_size < 1_000_000, f"{name} is under 1 MB")
        read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        for phrase in phrases:
            check(phrase in re.sub(r"[ \n]+", " ", read), f"{name} gives back “{phrase}”")


def main():
    check_plants()
    check_supply()
    check_markets()
    check_tests()
    check_company_notes()
    for document, claim in claims():
        body = re.sub(r"@[a-z-]+[a-z]", "", plain[document])
        check(claim in plain[document] or claim in body, f"{document} does not say “{claim}”")
    sentences, triples = check_relations()
    check_pdfs()
    for problem in wrong:
        print("wrong:", problem)
    print(f"{done} checks, {len(wrong)} wrong; {sentences} relations in the documents, {triples} different ones")
    sys.exit(1 if wrong else 0)


main()
