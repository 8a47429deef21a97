# Completion for bash. Whatever can be given is asked of the command itself, so that nothing here has to follow it.

# Takes the words of the line together that readline parts at "=" and ":", as in --option=pdf.profile=print: words, and at, where
# the cursor is.
_budgetpress_words()
{
    local i word line=$COMP_LINE
    words=() at=0
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        if ((i && ${#words[@]})) && [[ $line != [[:blank:]]* && ($word == [=:]* || ${words[-1]} == *[=:]) ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        line=${line#"${line%%[![:blank:]]*}"}
        line=${line#"$word"}
        ((i == COMP_CWORD)) && at=$((${#words[@]} - 1))
    done
}

_budgetpress()
{
    local words at i
    _budgetpress_words
    local current=${words[at]} program=${words[0]} command='' choices='' given=''
    local previous=${words[at - 1]}
    if [[ $current == --*=* ]]; then  # the value is in the word of its option
        previous=${current%%=*} given=${current%%=*}= current=${current#*=}
    fi
    for ((i = 1; i < at; i++)); do
        [[ ${words[i - 1]} == --lang || ${words[i - 1]} == --diagnostics || ${words[i]} == -* ]] && continue
        command=${words[i]}
        break
    done
    case $previous in
    --lang) choices='zh en' ;;
    --diagnostics) choices='text json' ;;
    --unit) choices='元 千元 万元 百万元 亿元' ;;
    --convert) choices='元 万元' ;;
    --form) choices=$("$program" forms 2>/dev/null | cut -f1) ;;
    -f | --format)
        choices=$("$program" "$command" --help --lang en 2>/dev/null | sed -n 's/^Formats: \(.*\)\.$/\1/p' | tr -d ,)
        [[ $command == check ]] && choices='text json sarif'
        [[ $command == diff ]] && choices='text json xlsx'
        ;;
    --option)
        choices=$("$program" "$command" --help --lang en 2>/dev/null | sed -n 's/^  \([a-z]*\.[a-z]*\)=\([^ ]*\) \[.*/\1 \2/p' |
            while IFS=' |' read -r -a option; do printf "${option[0]}=%s " "${option[@]:1}"; done)
        ;;
    *)
        if [[ -z $command && $current != -* ]]; then
            choices=$("$program" --help --lang en 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
        elif [[ $current == -* ]]; then
            choices=$("$program" ${command:+"$command"} --help --lang en 2>/dev/null | grep -o -e '^ *-[a-zA-Z-].*' |
                grep -o -e '^ *\(-[a-z], \)\?--[a-z-]*' | grep -o -e '-[a-z-]*')
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
    ((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$current")
    # readline puts an answer in the place of what stands behind the last of its word breaks
    local whole=$given$current kept=
    for ((i = 0; i < ${#whole}; i++)); do
        [[ $COMP_WORDBREAKS == *"${whole:i:1}"* && ${whole:i:1} == [=:] ]] && kept=${whole:0:i+1}
    done
    COMPREPLY=("${COMPREPLY[@]/#/"$given"}")
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

complete -o filenames -F _budgetpress budgetpress
