import type { Area, SubCategory } from '../../vocabulary.ts'

/** Words that suggest a sub-category, as people use them in tasks. They match by word root, so one form of each is enough. */
export const CATEGORY_WORDS: [Area, SubCategory, string][] = [
  [
    'Health',
    'Exercise',
    'gym workout run jog swim yoga stretch squats lifting cycling hike pilates cardio marathon steps tennis football climbing',
  ],
  [
    'Health',
    'Physical',
    'doctor dentist physio checkup vaccine prescription pharmacy medication pills vitamins antibiotics bloodwork surgery optometrist dermatologist',
  ],
  ['Health', 'Mental', 'therapy therapist meditate meditation mindfulness anxiety stress counseling psychologist'],
  ['Health', 'Spiritual', 'pray prayer church mosque temple worship'],
  ['Health', 'Nutrition', 'diet protein vegetables calories nutrition meal smoothie fasting cook'],
  ['Health', 'Sleep', 'sleep nap bedtime insomnia'],
  ['Wealth', 'Income', 'salary raise freelance payroll royalties sidehustle'],
  ['Wealth', 'Expenses', 'bill rent insurance subscription budget expense utilities electricity groceries refund'],
  ['Wealth', 'Investments', 'invest stocks etf portfolio crypto dividend retirement 401k ira brokerage'],
  ['Wealth', 'Debt', 'loan mortgage debt repay overdraft'],
  ['Wealth', 'Net Worth', 'tax taxes savings networth accountant estate'],
  ['Love', 'Romantic', 'wife husband girlfriend boyfriend partner anniversary valentine romantic wedding fiance date'],
  [
    'Love',
    'Family',
    'mom mum dad mother father parents grandma grandpa kids daughter son sister brother family aunt uncle cousin nephew niece school baby',
  ],
  ['Love', 'Friends', 'friend buddy reunion'],
  ['Love', 'Social', 'party barbecue bbq brunch neighbours volunteer'],
  ['Happiness', 'Joy', 'movie concert guitar piano ukulele game hobby paint museum vacation holiday beach festival'],
  ['Happiness', 'Gratitude', 'gratitude thank grateful'],
  ['Happiness', 'Purpose', 'purpose values vision bucketlist mission'],
  ['Happiness', 'Peace', 'relax declutter spa quiet'],
  [
    'Operations',
    'Organization',
    'clean tidy laundry vacuum dishes garage organize unpack recycling trash closet attic',
  ],
  [
    'Operations',
    'Systems',
    'backup laptop router password renew passport license car oil plumber repair fix fridge filter',
  ],
  ['Operations', 'Productivity', 'inbox todo plan review calendar errand'],
  ['Operations', 'Habits', 'habit routine journal streak'],
  [
    'Day Job',
    'Projects',
    'project sprint deploy release bug code refactor pr server api launch feature spec prototype beta',
  ],
  ['Day Job', 'Career', 'resume cv interview promotion recruiter linkedin career hr onboarding'],
  ['Day Job', 'Skills', 'course certification training tutorial workshop webinar exam conference'],
  [
    'Day Job',
    'Performance',
    'client meeting deck slides presentation standup retro report quarterly okr manager boss stakeholder proposal invoice memo timesheet',
  ],
]
