"""The words by which titles say whom an item is for, as pieces of regular expressions. Plain tables, read by audience.py."""

PEOPLE = (
    r"kids?|child(?:ren)?|teens?|teenagers?|toddlers?|babies|parents?|parenting|moms?|dads?|couples|high ?school|"
    r"pre-?school|primary school|k-?12|grade \d+|class \d+|undergraduates?|college students?|ielts|toefl|toeic|gcse|"
    r"igcse|a-levels?|job ?seekers?|get hired|get a job|land a job|job interviews?|without (?:work )?experience|gre|"
    r"your career|careers? in|job is for you|gmat|lsat|mcat|usmle|law student's|neet|jee|upsc|cbse|ap exam|ged"
)
"""People who are not at work, and what they are examined in."""
LEISURE = (
    r"creative writing|fiction|novels?|poetry|poems?|memoirs?|screenwriting|ancient|medieval|egypt(?:ian)?|"
    r"roman empire|dinosaurs?|astrology|tarot|reiki|law of attraction|manifest(?:ing|ation)?|hypnosis|magick?|psychic|"
    r"dating|seduction|flirting|at home|in life|everyday life|daily life|real life|stock markets?|zero risk|"
    r"side hustles?|passive income|make money|earn money|get rich|quit your job|amazon fba|dropshipping|kindle|etsy|"
    r"youtubers?|forex|day trading|crypto(?:currency)?|bitcoin|nfts?|guitar|piano|ukulele|yoga|drawing|painting|"
    r"watercolou?r|cooking|recipes?|knitting|crochet|gardening|magic|fortnite|minecraft|roblox|star wars|harry potter|"
    r"beatles|superheroes"
)
"""What one does for pleasure, or to get rich."""
TRADES = (
    r"educators?|teachers?|nurses?|doctors?|physicians?|clinicians?|dentists?|pharmacists?|therapists?|coaches|"
    r"photographers?|designers?|artists?|musicians?|writers?|authors?|architects?|developers?|programmers?|"
    r"freelancers?|bloggers?|influencers?|entrepreneurs?|startups?|realtors?|real estate agents?|restaurants?|hotels?|"
    r"salons?|churches|pastors?|farmers?|biologists?|sailors?|pilots?|security guards?|women|girls|seniors|immigrants|"
    r"veterans|non-?profits?|students?|graduates?|10,?000 women|data scientists?|supervisors?|engineers?|scientists?|"
    r"accountants?|bookkeepers?|analysts?"
)
"""Trades, as they stand after “for”."""
SECTORS = (
    r"health|healthcare|hospitals?|clinical|patients?|nursing|climate|energy|water|oil|gas|mining|food|agricultur\w*|"
    r"hospitality|tourism|sports?|fashion|corporate finance|shareholders?|luxury|pharma\w*|construction|real estate|"
    r"fintech|blockchain|biotech\w*|synbio|automotive|aviation|retail|gaming|arts|museums?|cyberpolitics|indigenous|"
    r"refugees|patent|trademark|copyright"
)
"""Sectors of the economy."""
TOPICS = (
    r"recruit\w*|hiring|onboarding|compensation|payroll|philosophy|corruption|bribery|international|global|"
    r"intellectual property|criminal|humanitarian|human rights|constitution(?:al)?|maritime|islamic|terrorism|drugs?|"
    r"firearms?|children's|family law|international law|international criminal|international relations|environmental|"
    r"sustainab\w*|biomedical|aeronautical|aerospace|stem cells?|medicinal|genom\w*|genetics?|neuro\w*|quantum|"
    r"robot\w*|machine learning|deep learning|neural networks?|tensorflow|pytorch|python|java(?:script)?|c\+\+|sql|"
    r"excel|arduino|embedded|iot|internet of things|petroleum|electrical|nuclear|geotechnical|civil engineering|"
    r"structural|mbse|data visuali[sz]ation|data science|software security|software architecture|big data|logic gates|"
    r"processors|vhdl|fpga|vlsi|microcontrollers?|signal processing|data engineering|"
    r"software (?:engineering|testing|development|design)|algorithms?|data structures?|natural language|"
    r"computer vision|large language models?|android|ios|app development|front-?end|back-?end|full-?stack|jenkins|"
    r"devops|kubernetes|docker|linux|operating systems|power user|cryptography|gluoncv|serverless|"
    r"computer architecture|computer science|electronics|combinatorics|calculus|algebra|geometry|number theory|"
    r"probability|bayesian|html5?|scala|spark|django|chatgpt|prompt engineering|mergers|angular|react|node|php|ruby|"
    r"rust|golang|unity|user experience|ux|ui|prototyping|figma|graphic design|mapreduce|hadoop|css|web development|"
    r"wordpress|programming|coding|vibrations?|biochem\w*|molecular|organic|3d|cad|solid mechanics|mechanics|"
    r"thermodynamics|circuits?|chemical|polymers?|nano\w*|materials science|market segmentation|marketing analytics|"
    r"price|promotions?|competitive analysis|consumers?|value creation|ratios?|financial markets?|money and banking|"
    r"family financial|personal financ\w*|behavioral finance|investments?|investing|investors?|social media|"
    r"derivatives|options trading|trading|venture capital|private equity|investment banking|valuation|"
    r"portfolio (?:theory|selection)|stocks?|econometrics|macroeconom\w*|microeconom\w*|game theory|entrepreneur\w*|"
    r"start-?ups?|business models?|business growth|growth strateg\w*|competitive strategy|international business|"
    r"global business|doing business|franchis\w*|e-?commerce|small business|family business|supply chains?|logistics|"
    r"warehous\w*|inventory|manufacturing|lean production|six sigma|pricing|brand(?:ing|s)?|advertising|seo|affiliate|"
    r"influencer|email marketing|facebook|instagram|tiktok|google ads|sales"
)
"""Parts of a field that specialists work in."""
FIRST_STEPS = (
    r"for everyone|for everybody|introduction|introductory|intro to|basics?|for beginners?|absolute beginners?|"
    r"beginner's|101|brief introduction|nuts and bolts"
)
"""What only begins."""
IN_TRADES = (
    r"women in leadership|business english|bookkeeping|technical writing|financial engineering|"
    r"actuarial|pricing|english for|in education|"
    r"for teaching|in the sciences|laborator(?:y|ies)"
)
"""Other words for what one trade does."""
PLACES = (
    r"americas?|americans?|u\.s\.?|usa|united states|u\.?k\.?|british|canad(?:a|ian)|austral(?:ia|ian)|indian?|china|"
    r"chinese|russian?|korean?|japan(?:ese)?|german(?:y)?|french|france|brazil(?:ian)?|africa|african|south asian?|"
    r"asian?|asia pacific|europe(?:an)?|eu|latin|megapolises|arab(?:ic)?|israel|hong kong|singapore|scotland|scottish|"
    r"ireland|irish|hipaa|us gaap|irs|sarbanes"
)
"""Countries and what belongs to one."""
VENDORS = (
    r"aws|amazon web services|azure|gcp|google cloud|cisco|ibm|vmware|power bi|tableau|jira|sap|successfactors|"
    r"s/4hana|oracle|salesforce|servicenow|workday|dynamics|odoo|pega|tally|peoplesoft|netsuite"
)
"""Products and their vendors."""
EXAMS = (
    r"exams?|exam prep(?:aration)?|test prep|practice tests?|mock tests?|dumps|question banks?|interview questions?|"
    r"quiz(?:zes)?|cfa|cpa|acca|cima|frm|pmp|capm|prince2|itil|cissp|cism|cisa|cisco|comptia|ccna|cgrc|aigp|iapp|shrm|"
    r"phr|certified|certification|certificate course|accredited|unofficial|"
    r"(?:az|ms|pl|sc|dp|ai|mb|md|clf|saa|sy0|cs0|n10|pk0)-?\d{2,4}|\d{2}-\d{3}|\d{3}-\d{3}|1z0-\d+|c_[a-z0-9_]{4,}"
)
"""Examinations and certificates."""
PIECES = (
    r"(?:part|section|volume|module|phase) (?:\d+|two|three|four|ii|iii|iv|v)|p\d|capstone|(?:i{1,3}|iv)(?=[:)]|$)|"
    r"project-centered course|project$|(?:fall|spring|summer) \d{4}|college level|guided project"
)
"""Parts of something larger."""
